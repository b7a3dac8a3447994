# SPDX-License-Identifier: MIT OR Apache-2.0
# find_package(lamap) gives the target lamap::lamap. The folder of the SDK may lie anywhere.
get_filename_component(lamap_ROOT_DIR "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET lamap::lamap)
  add_library(lamap::lamap SHARED IMPORTED)
  set_target_properties(lamap::lamap PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${lamap_ROOT_DIR}/include")
  if(WIN32)
    file(GLOB lamap_IMPORTS "${lamap_ROOT_DIR}/lib/lamap.lib" "${lamap_ROOT_DIR}/lib/liblamap.dll.a")
    set_target_properties(lamap::lamap PROPERTIES
      IMPORTED_LOCATION "${lamap_ROOT_DIR}/bin/lamap.dll" IMPORTED_IMPLIB "${lamap_IMPORTS}")
  elseif(APPLE)
    set_target_properties(lamap::lamap PROPERTIES
      IMPORTED_LOCATION "${lamap_ROOT_DIR}/lib/liblamap.@ABI@.dylib" IMPORTED_SONAME "@rpath/liblamap.@ABI@.dylib")
  else()
    set_target_properties(lamap::lamap PROPERTIES
      IMPORTED_LOCATION "${lamap_ROOT_DIR}/lib/liblamap.so.@ABI@" IMPORTED_SONAME "liblamap.so.@ABI@")
  endif()
endif()
